/** The one channel of requests: method and request in, an `Answer` out. */
export const CALL_CHANNEL = 'bowerbird:call';
/** The one channel of what the core says unasked. */
export const PUSH_CHANNEL = 'bowerbird:push';
/** Ids of photos that are to be dragged to other programs; not answered. */
export const DRAG_CHANNEL = 'bowerbird:drag';
/** What the user picked in the menus, for the page to do. */
export const COMMAND_CHANNEL = 'bowerbird:command';
