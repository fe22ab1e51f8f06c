export { Attempts } from './attempts.ts';
export { LOCAL } from './audit.ts';
export { openPeople, PeopleOf } from './open.ts';
export type { Invitation, People } from './people.ts';
export type { PasswordCost } from './secrets.ts';
export { ABSOLUTE_MS } from './sessions.ts';
