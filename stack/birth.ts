/** Pids come round again; together with the moment of birth they do not. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @returns a text that is the same for the life of the process, or '' when there is no such process */
export function processBirth(pid: number): string {
  return process.platform === 'linux' ? birthByProc(pid) : birthByPs(pid);
}

function birthByProc(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted after the name, which may itself hold spaces and brackets.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
  } catch {
    return '';
  }
}

function birthByPs(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
