/**
 * Stands in for `engine/package.ts` in tests and in `--mode test-hooks`: the build that can be made to
 * panic, of which there is one, whatever the machine could run. It makes traces and questions models itself.
 */
import * as generated from "../engine/generated-test-hooks/headwise_wasm.js";
import { compile, loadPackage, type Package } from "../engine/load";

export function compilePackage(): Promise<WebAssembly.Module> {
  return compile(new URL("../engine/generated-test-hooks/scalar.wasm", import.meta.url));
}

export function openPackage(module: WebAssembly.Module): Promise<Package> {
  const { TraceJob, loadModel, ExamJob, readHeads } = generated;
  const reset = (): void => {};
  return loadPackage(generated, module, {
    traces: () => Promise.resolve({ TraceJob, loadModel, reset }),
    exams: () => Promise.resolve({ ExamJob, readHeads, reset }),
  });
}
