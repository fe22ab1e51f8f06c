import { join } from 'node:path';

/**
 * @typedef {object} Plan what a cluster of Slurm is made of
 * @property {string} home where all of it is
 * @property {readonly string[]} nodes
 * @property {number} gpusPerNode
 * @property {string} network the first three numbers of the nodes' addresses, all of them on the loopback
 * @property {number} port of the controller; those of the nodes follow
 * @property {boolean} isCloud nodes that never come up: no slurmd, and a switch for every 64 of them
 * @property {Readonly<Record<string, string | number>>} settings on top
 */

const NODES_PER_SWITCH = 64;

/** @param {Plan} plan */
function settingsOf({ home, port, isCloud, settings }) {
  return {
    ClusterName: 'gigafactory',
    SlurmctldHost: 'localhost(127.0.0.1)',
    SlurmctldPort: port,
    SlurmUser: 'root',
    AuthType: 'auth/slurm',
    CredType: 'cred/slurm',
    AuthAltTypes: 'auth/jwt',
    AuthAltParameters: `jwt_key=${join(home, 'etc/jwt.key')}`,
    // A requeue waits for as long as credentials live, and a second.
    AuthInfo: 'cred_expire=5',
    StateSaveLocation: join(home, 'controller'),
    SlurmdSpoolDir: join(home, 'spool/%n'),
    SlurmctldPidFile: join(home, 'pid/slurmctld'),
    SlurmdPidFile: join(home, 'pid/%n'),
    SlurmctldLogFile: join(home, 'log/slurmctld.log'),
    SlurmdLogFile: join(home, 'log/%n.log'),
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    JobAcctGatherType: 'jobacct_gather/none',
    JobCompType: 'jobcomp/filetxt',
    JobCompLoc: join(home, 'log/jobs.txt'),
    MailProg: '/bin/true',
    MpiDefault: 'none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_Core',
    GresTypes: 'gpu',
    // More processors and memory than the machine has.
    SlurmdParameters: 'config_overrides',
    ReturnToService: 1,
    SlurmdTimeout: 20,
    SchedulerParameters:
      'bf_interval=5,batch_sched_delay=0,sched_min_interval=0,requeue_delay=0,default_queue_depth=1000',
    ...(isCloud && {
      TopologyPlugin: 'topology/tree',
      SuspendProgram: '/bin/true',
      ResumeProgram: '/bin/true',
      SuspendTime: 600,
      PrivateData: 'cloud',
    }),
    ...settings,
  };
}

/** @param {Plan} plan */
export function slurmConf(plan) {
  const { nodes, gpusPerNode, isCloud } = plan;
  const each = `CPUs=64 RealMemory=100000 Gres=gpu:h100:${gpusPerNode}`;
  const first = nodes[0] ?? '';
  const lines = isCloud
    ? [`NodeName=${rangeOf(nodes)} ${each} State=CLOUD`]
    : nodes.map(
        (name, i) =>
          `NodeName=${name} NodeHostname=localhost NodeAddr=${addressOf(plan, i)} Port=${plan.port + 1 + i} ${each}`,
      );
  return [
    ...Object.entries(settingsOf(plan)).map(([name, value]) => `${name}=${value}`),
    ...lines,
    `PartitionName=gpu Nodes=ALL Default=YES MaxTime=INFINITE State=UP`,
    `PartitionName=small Nodes=${first} MaxTime=INFINITE State=UP`,
    '',
  ].join('\n');
}

/** @param {Plan} plan @param {number} index of a node */
export function addressOf({ network }, index) {
  return `${network}.${index + 1}`;
}

/** A device for each GPU: without one Slurm counts none. @param {Plan} plan */
export function gresConf({ home, gpusPerNode, nodes, isCloud }) {
  const devices = isCloud ? '/dev/null' : join(home, `dev/gpu[0-${gpusPerNode - 1}]`);
  return isCloud
    ? `NodeName=${rangeOf(nodes)} Name=gpu Type=h100 Count=${gpusPerNode}\n`
    : `NodeName=${rangeOf(nodes)} Name=gpu Type=h100 File=${devices}\n`;
}

/** Leaf switches under one spine. @param {Plan} plan */
export function topologyConf({ nodes }) {
  const leaves = [];
  for (let at = 0; at < nodes.length; at += NODES_PER_SWITCH) {
    const under = nodes.slice(at, at + NODES_PER_SWITCH);
    leaves.push(`SwitchName=leaf${leaves.length} Nodes=${rangeOf(under)}`);
  }
  return [...leaves, `SwitchName=spine Switches=leaf[0-${leaves.length - 1}]`, ''].join('\n');
}

/** n5 to n9 -> n[5-9]. @param {readonly string[]} nodes */
function rangeOf(nodes) {
  return `n[${nodes[0]?.slice(1)}-${nodes.at(-1)?.slice(1)}]`;
}
