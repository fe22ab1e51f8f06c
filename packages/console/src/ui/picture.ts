/**
 * Told to a canvas before it is read for an export: one that is drawn by WebGL is empty once the browser has shown it, and has to
 * be painted again.
 */
export const BEFORE_PICTURE = 'beforepicture';
