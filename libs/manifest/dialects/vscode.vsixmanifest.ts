import { Field, type TextRule } from '../field.js';
import { PackageError, type Manifest } from '../manifest.js';
import { displayPath } from '../paths.js';
import { childrenCalled, escapeXml, parseXmlFile, type XmlElement } from '../xml.js';

export const VSIX_MANIFEST = 'extension.vsixmanifest';
/** Where the files of the extension lie. */
export const VSIX_ROOT = 'extension/';
const NAMESPACE = 'http://schemas.microsoft.com/developer/vsx-schema/2011';
const HOST = 'Microsoft.VisualStudio.Code';
const PLATFORMS = /^(universal|win32-(x64|ia32|arm64)|linux-(x64|arm64|armhf)|alpine-(x64|arm64)|darwin-(x64|arm64)|web)$/;

/** An item of a list that is written into an attribute, with commas between. */
const LISTED: TextRule = { code: 'manifest-dependency', max: 255, help: 'Write texts without commas, such as "publisher.name".', pattern: /^[^,\s]+$/ };

/** Types of the assets that Souk reads or writes. */
export const ASSET = {
  manifest: `${HOST}.Manifest`,
  details: 'Microsoft.VisualStudio.Services.Content.Details',
  changelog: 'Microsoft.VisualStudio.Services.Content.Changelog',
  license: 'Microsoft.VisualStudio.Services.Content.License',
  icon: 'Microsoft.VisualStudio.Services.Icons.Default',
} as const;
const ENGINE = `${HOST}.Engine`;

/** What an `extension.vsixmanifest` says that can contradict the rest of the package. */
export interface VsixManifest {
  id: string;
  version: string;
  publisher: string;
  /** Null for every platform. */
  targetPlatform: string | null;
  engine: string | null;
  /** Paths in the archive that it speaks of: assets, icon and license. */
  paths: string[];
}

/** Reads an `extension.vsixmanifest` (schema 2011). Throws PackageError `xml-…` or `vsix-manifest`. */
export function readVsixManifest(bytes: Uint8Array): VsixManifest {
  const root = parseXmlFile(bytes, VSIX_MANIFEST);
  if (root.name !== 'PackageManifest' || root.attributes['xmlns'] !== NAMESPACE) refuse('its root is not a PackageManifest of the schema of 2011');
  const metadata = single(root, 'Metadata');
  const identity = single(metadata, 'Identity');
  const targets = childrenCalled(single(root, 'Installation'), 'InstallationTarget').map((target) => attribute(target, 'Id'));
  if (!targets.includes(HOST)) refuse(`no InstallationTarget is ${HOST}`);
  const targetPlatform = identity.attributes['TargetPlatform'] ?? null;
  if (targetPlatform !== null && !PLATFORMS.test(targetPlatform)) refuse(`the TargetPlatform ${displayPath(targetPlatform)} does not exist`);
  const properties = distinct(optional(metadata, 'Properties'), 'Property', ['Id', 'Value']);
  const assets = distinct(single(root, 'Assets'), 'Asset', ['Type', 'Path']);
  if (assets.get(ASSET.manifest) !== `${VSIX_ROOT}package.json`) refuse(`its asset ${ASSET.manifest} is not ${VSIX_ROOT}package.json`);
  const named = ['Icon', 'License'].flatMap((name) => optional(metadata, name)?.text.trim() ?? []);
  return {
    id: attribute(identity, 'Id'),
    version: attribute(identity, 'Version'),
    publisher: attribute(identity, 'Publisher'),
    targetPlatform,
    engine: properties.get(ENGINE) ?? null,
    paths: [...new Set([...assets.values(), ...named])],
  };
}

/** Writes one for a package.json and the assets of the package (type → path in the archive). The same input gives the same text. */
export function writeVsixManifest(manifest: Manifest, assets: readonly (readonly [type: string, path: string])[]): string {
  const { original } = manifest;
  const path = new Map(assets);
  const list = (name: string): string => new Field(original[name] || undefined, `/${name}`).items(1000).map((item) => item.text(LISTED)).join(',');
  const properties: [id: string, value: string | null][] = [
    [ENGINE, manifest.engines['vscode'] ?? ''],
    [`${HOST}.ExtensionDependencies`, list('extensionDependencies')],
    [`${HOST}.ExtensionPack`, list('extensionPack')],
    [`${HOST}.ExtensionKind`, list('extensionKind') || null],
    [`${HOST}.ExecutesCode`, manifest.entry_points.length > 0 ? 'true' : null],
    ['Microsoft.VisualStudio.Services.Links.Source', manifest.repository],
    ['Microsoft.VisualStudio.Services.Links.Learn', manifest.homepage],
    ['Microsoft.VisualStudio.Services.GitHubFlavoredMarkdown', 'true'],
  ];
  const icon = path.get(ASSET.icon);
  const license = path.get(ASSET.license);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<PackageManifest Version="2.0.0" xmlns="${NAMESPACE}" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">`,
    '\t<Metadata>',
    `\t\t<Identity Language="en-US" Id="${text(original['name'])}" Version="${text(manifest.version)}" Publisher="${text(original['publisher'])}"/>`,
    `\t\t<DisplayName>${text(manifest.display_name)}</DisplayName>`,
    `\t\t<Description xml:space="preserve">${text(manifest.description)}</Description>`,
    `\t\t<Tags>${text(manifest.tags.join(','))}</Tags>`,
    `\t\t<Categories>${text(manifest.categories.join(','))}</Categories>`,
    `\t\t<GalleryFlags>Public${original['preview'] === true ? ' Preview' : ''}</GalleryFlags>`,
    '\t\t<Properties>',
    ...properties.flatMap(([id, value]) => (value === null ? [] : [`\t\t\t<Property Id="${id}" Value="${text(value)}"/>`])),
    '\t\t</Properties>',
    ...(license === undefined ? [] : [`\t\t<License>${text(license)}</License>`]),
    ...(icon === undefined ? [] : [`\t\t<Icon>${text(icon)}</Icon>`]),
    '\t</Metadata>',
    `\t<Installation>\n\t\t<InstallationTarget Id="${HOST}"/>\n\t</Installation>`,
    '\t<Dependencies/>',
    '\t<Assets>',
    ...assets.map(([type, place]) => `\t\t<Asset Type="${type}" Path="${text(place)}" Addressable="true"/>`),
    '\t</Assets>',
    '</PackageManifest>',
    '',
  ].join('\n');
}

function text(value: unknown): string {
  return escapeXml(String(value));
}

function refuse(what: string): never {
  throw new PackageError('vsix-manifest', `${VSIX_MANIFEST}: ${what}.`, VSIX_MANIFEST, 'Let vsce package or souk pack write it.');
}

function optional(parent: XmlElement, name: string): XmlElement | undefined {
  const [first, second] = childrenCalled(parent, name);
  return second === undefined ? first : refuse(`${name} is there twice`);
}

function single(parent: XmlElement, name: string): XmlElement {
  return optional(parent, name) ?? refuse(`${name} is missing`);
}

function attribute(element: XmlElement, name: string): string {
  return element.attributes[name] ?? refuse(`${element.name} has no ${name}`);
}

/** The second attribute of each of these elements by the first, which no two share. */
function distinct(parent: XmlElement | undefined, name: string, [key, value]: [string, string]): Map<string, string> {
  const found = new Map<string, string>();
  for (const element of parent === undefined ? [] : childrenCalled(parent, name)) {
    const id = attribute(element, key);
    if (found.has(id)) refuse(`the ${name} ${displayPath(id)} is there twice`);
    found.set(id, attribute(element, value));
  }
  return found;
}
