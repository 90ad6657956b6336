/** EC2: instances, their disks and images. User data is never asked for: it often holds secrets. */
import { DescribeImagesCommand, DescribeSnapshotsCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { instances as listed } from '../../../clouds/aws/ec2.ts';
import { byArn, byEc2, byKey, inField } from '../edges.ts';
import { ec2Kind } from './ec2-kind.ts';
import { fromReader } from './reader.ts';

export const instances = fromReader({
  lister: listed,
  kind: 'ec2.instances',
  service: 'ec2',
  nativeType: 'AWS::EC2::Instance',
  category: 'compute',
  arns: /^ec2:instance\//,
  rules: [
    { name: 'aws.ec2.instance.subnet', kind: 'runs_on', field: 'subnetId', to: byEc2('subnet') },
    {
      name: 'aws.ec2.instance.security_group',
      kind: 'network',
      field: 'securityGroupIds',
      to: byEc2('security-group'),
    },
    { name: 'aws.ec2.instance.profile', kind: 'iam', field: 'instanceProfile', to: byArn },
    { name: 'aws.ec2.instance.image', kind: 'data', field: 'imageId', to: byEc2('image') },
  ],
});

export const volumes = ec2Kind({
  kind: 'ec2.volumes',
  title: 'EBS volumes',
  nativeType: 'AWS::EC2::Volume',
  category: 'storage',
  type: 'volume',
  idFilter: 'volume-id',
  async ask(ec2, input, options) {
    const { Volumes, NextToken } = await ec2.send(new DescribeVolumesCommand(input), options);
    return { items: Volumes, cursor: NextToken };
  },
  id: ({ VolumeId }) => VolumeId,
  tags: ({ Tags }) => Tags,
  createdAt: ({ CreateTime }) => CreateTime,
  attributes: (volume) => ({
    state: volume.State,
    volumeType: volume.VolumeType,
    sizeGb: volume.Size,
    iops: volume.Iops,
    throughputMbps: volume.Throughput,
    availabilityZone: volume.AvailabilityZone,
    encrypted: volume.Encrypted,
    kmsKey: volume.KmsKeyId,
    snapshotId: volume.SnapshotId || undefined,
    multiAttach: volume.MultiAttachEnabled,
    attachedTo: volume.Attachments?.flatMap(({ InstanceId }) => InstanceId ?? []).sort(),
    deleteOnTermination: volume.Attachments?.[0]?.DeleteOnTermination,
  }),
  rules: [
    // The instance reads and writes the volume: when the volume goes, the instance breaks.
    { name: 'aws.ec2.volume.attached_to', kind: 'data', field: 'attachedTo', from: byEc2('instance') },
    { name: 'aws.ec2.volume.snapshot', kind: 'data', field: 'snapshotId', to: byEc2('snapshot'), confidence: 0.9 },
    { name: 'aws.ec2.volume.key', kind: 'iam', field: 'kmsKey', to: byKey },
  ],
});

export const snapshots = ec2Kind({
  kind: 'ec2.snapshots',
  title: 'EBS snapshots of this account',
  nativeType: 'AWS::EC2::Snapshot',
  category: 'storage',
  type: 'snapshot',
  idFilter: 'snapshot-id',
  async ask(ec2, input, options) {
    const { Snapshots, NextToken } = await ec2.send(
      new DescribeSnapshotsCommand({ ...input, OwnerIds: ['self'] }),
      options,
    );
    return { items: Snapshots, cursor: NextToken };
  },
  leaveOut: ({ OwnerId }, { account }) => OwnerId !== undefined && OwnerId !== account,
  id: ({ SnapshotId }) => SnapshotId,
  tags: ({ Tags }) => Tags,
  createdAt: ({ StartTime }) => StartTime,
  attributes: (snapshot) => ({
    state: snapshot.State,
    description: snapshot.Description || undefined,
    sizeGb: snapshot.VolumeSize,
    volumeId: snapshot.VolumeId,
    encrypted: snapshot.Encrypted,
    kmsKey: snapshot.KmsKeyId,
    storageTier: snapshot.StorageTier,
  }),
  rules: [
    // A snapshot outlives its volume, whose id it keeps.
    { name: 'aws.ec2.snapshot.volume', kind: 'data', field: 'volumeId', to: byEc2('volume'), confidence: 0.9 },
    { name: 'aws.ec2.snapshot.key', kind: 'iam', field: 'kmsKey', to: byKey },
  ],
});

export const images = ec2Kind({
  kind: 'ec2.images',
  title: 'machine images of this account',
  nativeType: 'AWS::EC2::Image',
  category: 'compute',
  type: 'image',
  idFilter: 'image-id',
  async ask(ec2, input, options) {
    const { Images, NextToken } = await ec2.send(new DescribeImagesCommand({ ...input, Owners: ['self'] }), options);
    return { items: Images, cursor: NextToken };
  },
  leaveOut: ({ OwnerId }, { account }) => OwnerId !== undefined && OwnerId !== account,
  id: ({ ImageId }) => ImageId,
  tags: ({ Tags }) => Tags,
  name: ({ Name }) => Name,
  createdAt: ({ CreationDate }) => (CreationDate ? new Date(CreationDate) : undefined),
  attributes: (image) => ({
    imageName: image.Name,
    description: image.Description || undefined,
    state: image.State,
    architecture: image.Architecture,
    platform: image.PlatformDetails,
    public: image.Public,
    rootDeviceType: image.RootDeviceType,
    deprecatedAt: image.DeprecationTime,
    snapshots: image.BlockDeviceMappings?.flatMap(({ Ebs }) => (Ebs?.SnapshotId ? [{ id: Ebs.SnapshotId }] : [])),
  }),
  rules: [{ name: 'aws.ec2.image.snapshot', kind: 'data', field: 'snapshots', to: inField('id', byEc2('snapshot')) }],
});
