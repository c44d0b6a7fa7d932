import { constants } from 'node:fs';
import { access, lstat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import { oneLine } from '../domain/one-line.js';
import { isAbsent, systemError } from '../host/node/system-error.js';
import type { HookMethod } from '../kubevirt/methods.js';
import { usageError } from './flags.js';
import type { Io } from './io.js';
import { namingFile, reportError } from './report.js';
import { whileHandling } from './signals.js';

type Grpc = typeof import('@grpc/grpc-js');

/** How long calls may go on once the server is told to stop. */
const STOP_TIMEOUT_MS = 5000;

/**
 * Answer gRPC calls on a UNIX socket until a method asks for the end, or the process gets SIGTERM or SIGINT. A call that
 * is refused gets the text of the refusal, which also goes to stderr.
 *
 * @throws PtxError USAGE where @grpc/grpc-js is not installed, FILE_UNWRITABLE where the socket cannot be made
 */
export async function serveMethods(
  socket: string,
  io: Io,
  listMethods: (shutdown: () => void) => readonly HookMethod[],
): Promise<void> {
  const grpc = await loadGrpc();
  const path = resolve(io.cwd, socket);
  const server = new grpc.Server();
  const { promise: stopped, resolve: stop } = deferred();
  const methods = listMethods(stop);
  server.addService(
    Object.fromEntries(methods.map((method) => [method.path, { path: method.path, ...UNARY_BYTES }])),
    Object.fromEntries(methods.map((method) => [method.path, handlerOf(method, grpc, io)])),
  );
  await namingFile(socket, () => listen(server, path, grpc));
  // Whoever reads that it listens may tell it to stop at once.
  await whileHandling(['SIGTERM', 'SIGINT'], stop, async () => {
    io.writeStderr(`ptx: listening on ${oneLine(socket)}\n`);
    await stopped;
  });
  await shutDown(server);
}

const sameBytes = (message: Uint8Array) => Buffer.from(message);
const UNARY_BYTES = {
  requestStream: false,
  responseStream: false,
  requestSerialize: sameBytes,
  requestDeserialize: sameBytes,
  responseSerialize: sameBytes,
  responseDeserialize: sameBytes,
};

/** An optional peer: only this command needs it. */
async function loadGrpc(): Promise<Grpc> {
  try {
    return await import('@grpc/grpc-js');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw usageError('The package "@grpc/grpc-js" is not installed', 'npm install --global @grpc/grpc-js');
  }
}

function handlerOf(method: HookMethod, grpc: Grpc, io: Io): UntypedServiceImplementation[string] {
  return async ({ request }: ServerUnaryCall<Uint8Array, Uint8Array>, answer: sendUnaryData<Uint8Array>) => {
    let details = '';
    const writeStderr = (text: string) => {
      details += text;
      io.writeStderr(text);
    };
    try {
      answer(null, await method.answer(request));
    } catch (error) {
      reportError(error, { ...io, writeStderr });
      answer({ code: grpc.status.FAILED_PRECONDITION, details: details.trimEnd() });
    }
  };
}

async function listen(server: InstanceType<Grpc['Server']>, path: string, grpc: Grpc): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
    await removeStaleSocket(path);
    const credentials = grpc.ServerCredentials.createInsecure();
    await new Promise<void>((done, fail) => {
      server.bindAsync(`unix:${path}`, credentials, (error) => (error === null ? done() : fail(error)));
    });
  } catch (error) {
    throw systemError('FILE_UNWRITABLE', 'Cannot listen', error);
  }
}

/** A container that was killed leaves its socket behind. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch((error) => {
    if (!isAbsent(error)) throw error;
  });
  if (found === undefined) return;
  if (!found.isSocket()) throw new Error('what is there is no socket');
  await unlink(path);
}

async function shutDown(server: InstanceType<Grpc['Server']>): Promise<void> {
  const timer = setTimeout(() => server.forceShutdown(), STOP_TIMEOUT_MS);
  await new Promise<void>((done) => server.tryShutdown(() => done()));
  clearTimeout(timer);
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let settle = () => {};
  const promise = new Promise<void>((done) => {
    settle = done;
  });
  return { promise, resolve: () => settle() };
}
