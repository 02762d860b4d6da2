/** The one channel of requests: method and request in, an `Answer` out. */
export const CALL_CHANNEL = 'bowerbird:call';
/** The one channel of what the core says unasked. */
export const PUSH_CHANNEL = 'bowerbird:push';
