import { once } from 'node:events';
import { connect, type DetailedPeerCertificate, type SecureVersion } from 'node:tls';

/** What a server shows to who trusts nobody, with the certificates that it sends along. */
export async function serverCertificate(
  port: number,
  version: SecureVersion,
): Promise<DetailedPeerCertificate> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    ciphers: 'DEFAULT@SECLEVEL=0', // or 1.1 could not even be asked for
  });
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerCertificate(true);
  } finally {
    socket.destroy();
  }
}
