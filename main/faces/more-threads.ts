/**
 * Node has four threads for questions to disks and for decoding alike. A share that hangs keeps each that asks it, and with
 * four of them gone nothing is read any more, from no disk: with these many, some are left until the share is given up.
 * To be imported before anything else: the number is read when the first of them is needed.
 */
process.env.UV_THREADPOOL_SIZE ??= '32';
