/** Paths of files that are nobody's but of whoever uses the computer. Text with `\0` for what is unknown. */

/** Files that hold keys, tokens, cookies or wallets of the person who uses the computer. */
export const CREDENTIAL_PATH = new RegExp(
  [
    String.raw`(?:^|[\\/\0~])\.(?:ssh[\\/]+(?:id_(?!\w*\.pub$)|authorized_keys|config|\0)|ssh$|aws[\\/]+(?:credentials|config)|azure[\\/]|kube[\\/]+config|docker[\\/]+config\.json|config[\\/]+gcloud|gnupg(?:[\\/]|$)|netrc$|npmrc$|pypirc$|git-credentials$|pgpass$|bash_history$|zsh_history$|vault-token$|electrum|ethereum[\\/]+keystore)`,
    String.raw`(?:^|[\\/\0])(?:id_rsa|id_ed25519|id_ecdsa|wallet\.dat)$`,
    String.raw`[\\/]etc[\\/]+(?:shadow|sudoers)\b`,
    String.raw`^[\\/]proc[\\/]+(?:self|\d+|\0)[\\/]+(?:environ|mem)$`,
    String.raw`[\\/]secrets[\\/]+kubernetes\.io[\\/]+serviceaccount[\\/]+token$`,
    String.raw`(?:Google[\\/]+Chrome|Chromium|BraveSoftware|Microsoft[\\/]+Edge|google-chrome|Opera Software)[\\/].*(?:Login Data|Cookies|Local State|Web Data|Local Extension Settings)`,
    String.raw`(?:^|[\\/\0])(?:Login Data|key4\.db|logins\.json|cookies\.sqlite|login\.keychain(?:-db)?)$`,
    String.raw`discord(?:canary|ptb)?[\\/]+Local Storage[\\/]+leveldb`,
    String.raw`Telegram Desktop[\\/]+tdata`,
  ].join('|'),
  'i',
);

/** The last pieces of such paths, where the first ones are put together at run time, and names that only what steals or replaces them has: grave beside what sends or writes. */
export const STORE_PIECE = /[\\/\0]Local Storage[\\/]+leveldb|Local Extension Settings|[\\/\0]Network[\\/]+Cookies$|User Data[\\/]+(?:Default|Profile \d+|Local State)\b|discord_desktop_core|RobloxStudioBrowser|(?:^|[\\/\0])launcher_(?:accounts|profiles)\.json$|loginusers\.vdf$|Library[\\/]+Keychains[\\/]|\.config[\\/]+solana[\\/]+id\.json$|(?:^|[\\/\0])(?:exodus\.wallet|com\.liberty\.jaxx|(?:electrum(?:-ltc)?|coinomi)[\\/]+wallets)(?:[\\/]|$)|(?:^|[\\/\0])(?:atomic|exodus|guarda|ledger live|trezor suite)[\\/](?:[\w.\0-]{1,40}[\\/]){0,3}resources[\\/]+app\.asar|\.app[\\/]+Contents[\\/]+Resources[\\/]+app[\\/]+(?:[^\\/\0]{1,60}[\\/]+){0,6}(?:main|extension|index)\.js$/i;

/** Of these, files that programs of their trade read for whoever started them: clients of registries, databases, clouds. */
export const TRADE_PATH = /(?:^|[\\/\0~])\.(?:aws[\\/]+(?:credentials|config)|azure[\\/]|kube[\\/]+config|docker[\\/]+config\.json|config[\\/]+gcloud|netrc$|npmrc$|pypirc$|git-credentials$|pgpass$|vault-token$|ssh[\\/]+config)|[\\/]secrets[\\/]+kubernetes\.io[\\/]+serviceaccount[\\/]+token$/i;

/** Where projects keep their keys, also as a pattern. */
export const SETTINGS_PATH = /(?:^|[\\/\0])\.env(?:\.[\w-]+|\.?\*)?$/;

/** Files whose path is put together in more than one step, that nothing but their owner has a reason to read. */
export const SECRET_PATH = /^~[\\/]\.(?:n8n[\\/](?:config|database\.sqlite)|ssh[\\/]id_(?!\w*\.pub$))/;
