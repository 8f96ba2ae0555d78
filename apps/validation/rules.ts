import type { Rule } from './check.js';
import { rule as childProcess } from './rules/child-process.rule.js';
import { rule as dynamicCode } from './rules/dynamic-code.rule.js';
import { rule as hardCodedSecret } from './rules/hard-coded-secret.rule.js';
import { rule as hiddenFile } from './rules/hidden-file.rule.js';
import { rule as lifecycleScript } from './rules/lifecycle-script.rule.js';
import { rule as nativeBinary } from './rules/native-binary.rule.js';
import { rule as nestedArchive } from './rules/nested-archive.rule.js';
import { rule as unparseableScript } from './rules/unparseable-script.rule.js';
import { rule as minifiedCode } from './rules/minified-code.rule.js';
import { rule as hexIdentifiers } from './rules/hex-identifiers.rule.js';
import { rule as stringArray } from './rules/string-array.rule.js';
import { rule as computedMembers } from './rules/computed-members.rule.js';
import { rule as decoderCalls } from './rules/decoder-calls.rule.js';
import { rule as flattenedControlFlow } from './rules/flattened-control-flow.rule.js';
import { rule as escapedText } from './rules/escaped-text.rule.js';
import { rule as hexNumbers } from './rules/hex-numbers.rule.js';
import { rule as packedCode } from './rules/packed-code.rule.js';
import { rule as opaqueText } from './rules/opaque-text.rule.js';
import { rule as codeBehindBlanks } from './rules/code-behind-blanks.rule.js';
import { rule as computedGlobal } from './rules/computed-global.rule.js';
import { rule as silencedConsole } from './rules/silenced-console.rule.js';
import { rule as bidiControl } from './rules/bidi-control.rule.js';
import { rule as hiddenPayload } from './rules/hidden-payload.rule.js';
import { rule as zeroWidth } from './rules/zero-width.rule.js';
import { rule as mixedScript } from './rules/mixed-script.rule.js';
import { rule as invisibleLetter } from './rules/invisible-letter.rule.js';
import { rule as misnamedFile } from './rules/misnamed-file.rule.js';
import { rule as lookAlikeName } from './rules/look-alike-name.rule.js';
import { rule as undeclaredPermission } from './rules/undeclared-permission.rule.js';
import { rule as unusedPermission } from './rules/unused-permission.rule.js';
import { rule as inconclusivePermission } from './rules/inconclusive-permission.rule.js';
import { rule as computedImport } from './rules/computed-import.rule.js';
import { rule as credentialFile } from './rules/credential-file.rule.js';
import { rule as dataLeak } from './rules/data-leak.rule.js';
import { rule as decodedCode } from './rules/decoded-code.rule.js';
import { rule as destroyedFiles } from './rules/destroyed-files.rule.js';
import { rule as dnsLeak } from './rules/dns-leak.rule.js';
import { rule as drainedWallet } from './rules/drained-wallet.rule.js';
import { rule as dropServer } from './rules/drop-server.rule.js';
import { rule as endlessLoop } from './rules/endless-loop.rule.js';
import { rule as engineInternals } from './rules/engine-internals.rule.js';
import { rule as environmentRead } from './rules/environment-read.rule.js';
import { rule as functionConstructor } from './rules/function-constructor.rule.js';
import { rule as inlineWasm } from './rules/inline-wasm.rule.js';
import { rule as inputCapture } from './rules/input-capture.rule.js';
import { rule as networkUse } from './rules/network-use.rule.js';
import { rule as prototypePollution } from './rules/prototype-pollution.rule.js';
import { rule as quietData } from './rules/quiet-data.rule.js';
import { rule as rawAddress } from './rules/raw-address.rule.js';
import { rule as remoteCode } from './rules/remote-code.rule.js';
import { rule as remoteDependency } from './rules/remote-dependency.rule.js';
import { rule as sandboxProbe } from './rules/sandbox-probe.rule.js';
import { rule as selfSpreading } from './rules/self-spreading.rule.js';
import { rule as slowRegex } from './rules/slow-regex.rule.js';
import { rule as stringTimer } from './rules/string-timer.rule.js';
import { rule as swappedAddress } from './rules/swapped-address.rule.js';
import { rule as undeclaredHost } from './rules/undeclared-host.rule.js';
import { rule as weakenedEditor } from './rules/weakened-editor.rule.js';

/** Every rule of the folder `rules/`, in the order in which they run: those that follow values through all scripts of a package last, as that takes most memory, and what was told before it ended is kept. */
export const RULES: readonly Rule[] = [
  nativeBinary,
  nestedArchive,
  hiddenFile,
  lifecycleScript,
  hardCodedSecret,
  unparseableScript,
  dynamicCode,
  childProcess,
  computedImport,
  credentialFile,
  decodedCode,
  dnsLeak,
  drainedWallet,
  dropServer,
  endlessLoop,
  engineInternals,
  environmentRead,
  functionConstructor,
  inlineWasm,
  inputCapture,
  networkUse,
  prototypePollution,
  quietData,
  rawAddress,
  remoteDependency,
  sandboxProbe,
  slowRegex,
  stringTimer,
  undeclaredHost,
  weakenedEditor,
  minifiedCode,
  hexIdentifiers,
  stringArray,
  computedMembers,
  decoderCalls,
  flattenedControlFlow,
  escapedText,
  hexNumbers,
  packedCode,
  opaqueText,
  codeBehindBlanks,
  computedGlobal,
  silencedConsole,
  bidiControl,
  hiddenPayload,
  zeroWidth,
  mixedScript,
  invisibleLetter,
  misnamedFile,
  lookAlikeName,
  dataLeak,
  destroyedFiles,
  remoteCode,
  selfSpreading,
  swappedAddress,
  undeclaredPermission,
  unusedPermission,
  inconclusivePermission,
];
