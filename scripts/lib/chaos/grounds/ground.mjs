/**
 * Where a run is run, and what is killed there: one for each engine.
 *
 * @typedef {import('../processes.mjs').Tree} Tree
 * @typedef {import('@gigafactory/core/base').RandomStream} RandomStream
 *
 * @typedef {object} Victim
 * @property {string} name
 * @property {() => void | Promise<void>} kill
 *
 * @typedef {object} Ground
 * @property {string} engine
 * @property {Readonly<Record<string, string>>} env of all commands
 * @property {string} [parent] a folder for state folders, by default that for temporary files
 * @property {readonly string[]} bag kinds of kills; every so many in a row hold these, in random order. `control` is
 *   the control plane, which is then started again by a command
 * @property {Readonly<Record<string, unknown>>} facts what else the report says
 * @property {(home: string) => readonly string[]} flags of `gigafactory run`, for a state folder
 * @property {(kind: string, tree: Tree, stream: RandomStream) => Victim | undefined} draw undefined while none is alive
 * @property {() => void | Promise<void>} mend brings back what does not come back by itself, before the next kill
 * @property {(left: import('../processes.mjs').Found) => boolean} [isOfScheduler] whether what is left after a run is the
 *   scheduler's own, and nothing of the run
 * @property {() => Promise<string>} [look] what the scheduler says, for whoever asks why a run does not go on
 * @property {() => void | Promise<void>} end
 */
