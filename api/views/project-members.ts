import { z } from 'zod';
import { projectAccess, roles } from '../../db/model/states.ts';
import { Id, Person } from './common.ts';

export const ProjectMember = z
  .object({
    user: Person,
    role: z.enum(roles).describe('what counts in this project'),
    organisationRole: z.enum(roles),
    projectRole: z.enum(roles).nullable().describe('given to them in this project'),
  })
  .meta({ id: 'ProjectMember' });

export const ProjectMembers = z
  .object({ access: z.enum(projectAccess), items: z.array(ProjectMember).describe('everybody who sees the project') })
  .meta({ id: 'ProjectMembers' });

export const ProjectMemberParams = z.object({ projectId: Id, userId: Id });

export const PutProjectMember = z.object({ role: z.enum(roles) });

export const UpdateProject = z.object({
  access: z
    .enum(projectAccess)
    .describe('`members`: only the people named in it and admins of the organisation see it'),
});
