/** What is kept of each kind. Never environment variables, annotations (they repeat whole manifests) or values of keys. */
import type { TypeRule } from '../type-rules.ts';

const template = 'spec.template.spec';
const workload = {
  replicas: 'spec.replicas',
  images: `${template}.containers[].image`,
  serviceAccount: `${template}.serviceAccountName`,
};

/** By `group/Kind`, the core group's by `Kind` alone. */
export const kubernetesTypes: Record<string, TypeRule> = {
  Pod: {
    category: 'compute',
    fields: {
      phase: 'status.phase',
      images: 'spec.containers[].image',
      qualityOfService: 'status.qosClass',
      hostNetwork: 'spec.hostNetwork',
      serviceAccount: 'spec.serviceAccountName',
      node: 'spec.nodeName',
    },
  },
  Node: {
    category: 'compute',
    fields: {
      version: 'status.nodeInfo.kubeletVersion',
      os: 'status.nodeInfo.osImage',
      architecture: 'status.nodeInfo.architecture',
      cpu: 'status.capacity.cpu',
      memory: 'status.capacity.memory',
      unschedulable: 'spec.unschedulable',
      taints: 'spec.taints[].key',
      providerId: 'spec.providerID',
    },
  },
  Namespace: { category: 'containers', fields: { phase: 'status.phase' } },
  Service: {
    category: 'network',
    fields: {
      type: 'spec.type',
      clusterIp: 'spec.clusterIP',
      externalName: 'spec.externalName',
      ports: 'spec.ports[].port',
      selector: 'spec.selector',
      addresses: 'status.loadBalancer.ingress[].ip',
      hosts: 'status.loadBalancer.ingress[].hostname',
    },
  },
  PersistentVolume: {
    category: 'storage',
    fields: {
      size: 'spec.capacity.storage',
      storageClass: 'spec.storageClassName',
      reclaimPolicy: 'spec.persistentVolumeReclaimPolicy',
      phase: 'status.phase',
      volumeHandle: 'spec.csi.volumeHandle',
      driver: 'spec.csi.driver',
    },
  },
  PersistentVolumeClaim: {
    category: 'storage',
    fields: {
      size: 'spec.resources.requests.storage',
      storageClass: 'spec.storageClassName',
      accessModes: 'spec.accessModes',
      phase: 'status.phase',
      volume: 'spec.volumeName',
    },
  },
  ConfigMap: { category: 'other', fields: { keys: 'data.keys()', immutable: 'immutable' } },
  Secret: { category: 'secrets', fields: { keys: 'data.keys()', type: 'type', immutable: 'immutable' } },
  ServiceAccount: { category: 'identity' },
  'apps/Deployment': { category: 'containers', fields: { ...workload, strategy: 'spec.strategy.type' } },
  'apps/StatefulSet': { category: 'containers', fields: { ...workload, serviceName: 'spec.serviceName' } },
  'apps/DaemonSet': { category: 'containers', fields: { images: workload.images } },
  'apps/ReplicaSet': { category: 'containers', fields: { replicas: workload.replicas, images: workload.images } },
  'batch/Job': { category: 'containers', fields: { images: workload.images, parallelism: 'spec.parallelism' } },
  'batch/CronJob': {
    category: 'containers',
    fields: {
      schedule: 'spec.schedule',
      suspended: 'spec.suspend',
      images: 'spec.jobTemplate.spec.template.spec.containers[].image',
    },
  },
  'networking.k8s.io/Ingress': {
    category: 'load_balancing',
    fields: {
      class: 'spec.ingressClassName',
      hosts: 'spec.rules[].host',
      tlsSecrets: 'spec.tls[].secretName',
      services: 'spec.rules[].http.paths[].backend.service.name',
      defaultService: 'spec.defaultBackend.service.name',
    },
  },
  'networking.k8s.io/NetworkPolicy': { category: 'network', fields: { types: 'spec.policyTypes' } },
  'rbac.authorization.k8s.io/Role': { category: 'identity' },
  'rbac.authorization.k8s.io/ClusterRole': { category: 'identity' },
  'rbac.authorization.k8s.io/RoleBinding': { category: 'identity', fields: { role: 'roleRef.name' } },
  'rbac.authorization.k8s.io/ClusterRoleBinding': { category: 'identity', fields: { role: 'roleRef.name' } },
  'storage.k8s.io/StorageClass': {
    category: 'storage',
    fields: { provisioner: 'provisioner', reclaimPolicy: 'reclaimPolicy' },
  },
  'apiextensions.k8s.io/CustomResourceDefinition': { category: 'other', fields: { scope: 'spec.scope' } },
};

/** Of any other kind: that its wishes changed is worth knowing, what they are may be secret. */
export const kubernetesType = (nativeType: string): TypeRule =>
  kubernetesTypes[nativeType] ?? { category: 'other', fields: { generation: 'metadata.generation' } };
