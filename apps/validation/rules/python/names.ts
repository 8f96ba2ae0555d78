/** True for what is no module and no builtin that rules know: an object of the module's own. */
export function isOwn(meaning: string): boolean {
  return !meaning.includes('.') || meaning.endsWith('()');
}

/** One name for what has several: `builtins.eval`, `__builtins__.eval` and `eval`. */
export function full(name: string): string {
  const plain = name.replace(/\.__dict__(?=\.|$)/g, '').replace(/^sys\.modules\.(?=.)/, '').replace(/^(?:posix|nt)(?=\.|$)/, 'os');
  // A module that another one imported: `shutil.os`.
  const inner = plain.replace(/^(?:[\w]+\.)+?(?=(?:os|sys|builtins|importlib)\.)/, '');
  return `py:${inner.replace(/^(?:builtins|__builtins__)\.(?=.)/, '').replace(/^__builtins__$/, 'builtins')}`;
}
