/** All parts, in the order people see them. */
import type { Part } from '../part.ts';
import { python } from '../python.ts';
import { api } from './api.ts';
import { migrations } from './migrations.ts';
import { moto } from './moto.ts';
import { postgres } from './postgres.ts';
import { s3 } from './s3.ts';
import { temporal } from './temporal.ts';
import { terraform } from './terraform.ts';
import { vault } from './vault.ts';
import { weaviate } from './weaviate.ts';
import { web, webBuild } from './web.ts';
import { worker } from './worker.ts';

export const servers: Part[] = [python, postgres, temporal, vault, s3, moto, terraform, migrations, weaviate];

export const product: Part[] = [api, worker];

export const pages: Part[] = [webBuild, web];
