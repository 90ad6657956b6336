/** What roles allow, as Microsoft.Authorization/permissions tells it: `{ actions, notActions }` a role. */
import { z } from 'zod';

export const Permissions = z.object({
  value: z.array(z.object({ actions: z.array(z.string()).default([]), notActions: z.array(z.string()).default([]) })),
});
export type Permission = z.infer<typeof Permissions>['value'][number];

export const readActions = [
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Storage/storageAccounts/read',
];

export const writeActions = [
  'Microsoft.Resources/subscriptions/resourceGroups/write',
  'Microsoft.Resources/subscriptions/resourceGroups/delete',
  'Microsoft.Compute/virtualMachines/write',
  'Microsoft.Compute/virtualMachines/delete',
  'Microsoft.Network/virtualNetworks/write',
  'Microsoft.Storage/storageAccounts/write',
];

/** What one role takes away another may give: each role is judged by itself. */
export const permits = (permissions: Permission[], action: string): boolean =>
  permissions.some(({ actions, notActions }) => actions.some(matches(action)) && !notActions.some(matches(action)));

const matches = (action: string) => (pattern: string) => {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
};

/** Everything, and not what is known of today alone. */
export const readsAll = (permissions: Permission[]): boolean =>
  permissions.some(
    ({ actions, notActions }) =>
      actions.some((action) => action === '*' || action === '*/read') &&
      !notActions.some((action) => action === '*' || /\/read$/i.test(action)),
  );
