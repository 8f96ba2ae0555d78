/** The files of a new Orchestra extension: path → content. */
export function skeleton(name: string, author: string | null, year: number): Map<string, string> {
  const title = name.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' ');
  const command = `${name}.hello`;
  const manifest = {
    name,
    displayName: title,
    version: '0.1.0',
    description: `${title} says hello.`,
    ...(author !== null && { author }),
    license: 'MIT',
    main: 'dist/index.js',
    engines: { orchestra: '>=0.1.0' },
    permissions: ['notifications'],
    activationEvents: [`onCommand:${command}`],
    contributes: { commands: [{ command, title: `${title}: Hello` }] },
  };
  return new Map([
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['dist/index.js', CODE.replace('COMMAND', JSON.stringify(command))],
    ['README.md', `# ${title}\n\nAdds the command **${title}: Hello**, which shows a notification.\n\nPermissions: \`notifications\`, to show it.\n`],
    ['CHANGELOG.md', '# Changelog\n\n## 0.1.0\n\nFirst version.\n'],
    ['LICENSE', MIT.replace('HOLDER', `${year} ${author ?? `the authors of ${name}`}`)],
  ]);
}

const CODE = `export function activate(context) {
  context.commands.register(COMMAND, () => context.notifications.show('Hello'));
}

export function deactivate() {}
`;

const MIT = `MIT License

Copyright (c) HOLDER

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;
