import { members, row, type Catalogue } from './catalogue.js';

/** Modules of Python that reach servers, start programs or make objects of data; each stands for all that it does. */
const PYTHON: Readonly<Record<string, string>> = {
  'urllib.request': '@py:urllib', ...Object.fromEntries(['urllib3', 'requests', 'httpx', 'aiohttp', 'http.client', 'ftplib', 'smtplib', 'websockets', 'websocket', 'redis', 'pymongo', 'paramiko', 'boto3', 'psycopg2', 'pymysql', 'pika', 'subprocess', 'pickle', 'cloudpickle', 'dill', 'marshal', 'joblib'].map((name) => [name, `@py:${name}`])),
};
/** Of others, some functions; what else is in them is nothing that is followed. */
const SOME_OF_PYTHON: Readonly<Record<string, string>> = Object.fromEntries(['os', 'shutil', 'socket', 'yaml', 'pandas', 'numpy', 'torch', 'shelve', 'jinja2', 'mako.template', 'zipfile', 'tarfile'].map((name) => [name, `@py:${name}`]));
const PYTHON_FUNCTIONS = ['os.remove', 'os.unlink', 'os.truncate', 'pandas.read_pickle', 'os.system', 'os.popen', 'shutil.rmtree', 'socket.create_connection', 'socket.gethostbyname', 'socket.gethostbyname_ex', 'socket.getaddrinfo', 'yaml.unsafe_load', 'yaml.unsafe_load_all', 'os.rename', 'os.renames', 'shutil.move', 'shutil.copy', 'shutil.copy2', 'shutil.copyfile', 'numpy.load', 'torch.load', 'shelve.open', 'jinja2.Template', 'jinja2.Environment', 'mako.template.Template', 'zipfile.ZipFile', 'tarfile.open'].map((path) => `@py:${path}`);

/** ComfyVN: 11 scopes, for Python entries and for the scripts of panels. Method names are docs/permissions.md's; the host gates none today. */
export const comfyvn: Catalogue = {
  dialect: 'comfyvn',
  given: 'what `from comfyvn import api` gives, or the first parameter of `register` or `activate` in a file that a route or an event names (where the manifest names none, in any Python file beside it); other files are not started',
  declared: { pointer: '/permissions', member: 'scope' },
  activates: ['activate', 'register', 'default', 'mount'],
  modules: { 'comfyvn.api': '', '@comfyvn/studio': '' },
  names: { comfyvn: '', ComfyVN: '' },
  watched: { paths: [...Object.values(PYTHON), ...PYTHON_FUNCTIONS, '@localStorage', '@sessionStorage', '@fetch', '@navigator.sendBeacon', '@navigator.clipboard.read', '@navigator.clipboard.readText', '@WebSocket', '@XMLHttpRequest'], modules: { ...PYTHON, ...SOME_OF_PYTHON } },
  rows: [
    row('assets.read', members('assets', 'list get search metadata open find count')),
    row('assets.write', members('assets', 'register update remove write_sidecar tag import_file writeSidecar importFile')),
    row('assets.events', members('assets', 'on off subscribe on_change onChange'), { manifestKeys: ['events[].topic=asset*'] }),
    row('assets.debug', members('assets', 'metrics traces thumbnails debug')),
    row('hooks.emit', members('hooks', 'emit emit_async emitAsync')),
    row('hooks.listen', members('hooks', 'on once listen subscribe'), { manifestKeys: ['hooks', 'events[].topic=on_*', 'events[].topic=hooks.*'] }),
    row('extensions.lifecycle', members('extensions', 'on_installed on_removed on_enabled on_disabled onInstalled onRemoved onEnabled onDisabled'), { manifestKeys: ['events[].topic=extension*', 'events[].topic=market.*'] }),
    row('ui.panels', members('ui', 'add_panel remove_panel open_panel addPanel removePanel openPanel'), { manifestKeys: ['ui.panels'] }),
    row('api.global', members('api', 'mount_global add_global_route mountGlobal addGlobalRoute'), { manifestKeys: ['routes[].expose=global'] }),
    row('diagnostics.read', members('diagnostics', 'logs metrics traces tail')),
    row('sandbox.fs.limited', members('sandbox', 'request_root open_root write_root requestRoot openRoot writeRoot')),
  ],
};
