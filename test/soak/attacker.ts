import { setPriority } from 'node:os';
import { ATTACKS } from './attack-kinds.ts';

/*
 * Runs one attack in a process of its own: `attacker.ts <name> <port> <seconds>`. It says when it begins, and has the lowest priority, so
 * that the innocent client, on the same core, measures the server and not the attacker's use of that core.
 */
setPriority(19);

const [name = '', port, seconds] = process.argv.slice(2);
const attack = ATTACKS[name];
if (attack === undefined) throw new Error('The first argument must name an attack');
process.stdout.write('begun\n');
await attack({ port: Number(port), endsAt: Date.now() + Number(seconds) * 1_000 });
