/** Which cluster, and what a run may use of it. */
export interface KubernetesOptions {
  /** The names of all Jobs of this control plane begin with it. */
  readonly prefix: string;
  readonly namespace: string;
  /** With /bin/sh and the training program in it. */
  readonly image: string;
  /** The shared folder: the same absolute path on the control plane and in every pod. */
  readonly shared: string;
  /** A LocalQueue of Kueue; Jobs are then made suspended, and Kueue admits them. */
  readonly queue?: string | undefined;
  /** A label selector; without it all nodes with GPUs or, if none has any, all that are no control plane. */
  readonly nodes?: string | undefined;
  /** A PersistentVolumeClaim with ReadWriteMany that holds the shared folder; without it a hostPath. */
  readonly claim?: string | undefined;
  /** Of the kubeconfig; without it its current one. */
  readonly context?: string | undefined;
  /** Path of the kubeconfig, or several as in KUBECONFIG; without it KUBECONFIG, ~/.kube/config or the service account of a pod. */
  readonly kubeconfig?: string | undefined;
  /** Whose processes pods are; without it those of the control plane's user or, if that is root, of the image's. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly patience?: Partial<Patience> | undefined;
}

/** How long the API is waited for, all in ms. */
export interface Patience {
  /** For one answer. */
  readonly answer: number;
  /** For an order, all its tries together. */
  readonly order: number;
  /** Before the second try; it doubles from then on. */
  readonly pause: number;
  /** Between the first change that is heard of and the news of it. */
  readonly gather: number;
}

export const PATIENCE: Patience = { answer: 10_000, order: 20_000, pause: 200, gather: 50 };

/** In labels and annotations of what we make. */
export const DOMAIN = 'gigafactory.dev';

/** Owner of the fields that we set. */
export const FIELD_MANAGER = 'gigafactory';

/** Names a Job in the labels of its pods. */
export const JOB_LABEL = `${DOMAIN}/job`;

/** On a node that we keep new jobs from: the reason. */
export const CORDON_ANNOTATION = `${DOMAIN}/cordon`;

/** On a Job: what it was asked to be, as a hash. */
export const REQUEST_ANNOTATION = `${DOMAIN}/request`;

/** Label of a node that no other has. */
export const HOST = 'kubernetes.io/hostname';

export const MANAGED_BY = { key: 'app.kubernetes.io/managed-by', value: 'gigafactory' };

/** Resources under which GPUs are asked for, by the device plug-ins of their makers. */
export const GPU_RESOURCES: readonly string[] = ['nvidia.com/gpu', 'amd.com/gpu'];
