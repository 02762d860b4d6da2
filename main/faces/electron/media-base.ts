/** In front of `/<id>/<size>` of a picture. */
export const MEDIA_BASE = 'photo://media';
