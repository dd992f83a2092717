/** A time as Cloud and Source write it: `2030-01-01T12:00:00+00:00`. @param ms Milliseconds since the epoch. */
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
