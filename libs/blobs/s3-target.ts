export interface S3Target {
  readonly endPoint: string;
  readonly port: number;
  readonly useSSL: boolean;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
}

/** What an `s3:` BLOB_URL says. */
export function s3TargetOf(url: URL): S3Target {
  const form = 'use s3://ACCESS:SECRET@host:port/bucket?tls=1&region=us-east-1';
  const bucket = url.pathname.slice(1);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new Error(`BLOB_URL must name one bucket after the host (3 to 63 of a-z, 0-9, dot, hyphen); ${form}`);
  if (url.hostname === '' || url.username === '' || url.password === '') throw new Error(`BLOB_URL must have an access key, a secret key and a host; ${form}`);
  const { tls = '1', region = 'us-east-1', ...unknown } = Object.fromEntries(url.searchParams);
  if (tls !== '0' && tls !== '1') throw new Error('BLOB_URL: tls must be 0 or 1');
  if (!/^[a-z0-9-]{1,40}$/.test(region)) throw new Error('BLOB_URL: region must be a name like us-east-1');
  if (Object.keys(unknown).length > 0 || url.hash !== '') throw new Error('BLOB_URL takes only the parameters tls and region; percent-encode special characters of the keys');
  const useSSL = tls === '1';
  try {
    return {
      endPoint: url.hostname, port: Number(url.port || (useSSL ? 443 : 80)), useSSL, region, bucket,
      accessKey: decodeURIComponent(url.username), secretKey: decodeURIComponent(url.password),
    };
  } catch {
    throw new Error('BLOB_URL: a % in the access or secret key must be written as %25');
  }
}
