const CUSTOMER_KEY = /^x-amz-server-side-encryption-customer-/;

const OWN =
  /^(authorization|host|content-(length|md5)|x-amz-(date|content-sha256|security-token|checksum-.*|sdk-checksum-algorithm|trailer|decoded-content-length|copy-source.*))$/;

/** What is expected in place of a header that uploads cannot carry, by its name in lower case; undefined where they can. */
export function refusedUploadHeader(name: string, value: string): string | undefined {
  if (CUSTOMER_KEY.test(name))
    return "no keys of the customer (SSE-C), since a link could not be read without the key; use those of the service (x-amz-server-side-encryption: AES256 or aws:kms)";
  if (OWN.test(name)) return "none that the store says itself";
  if (name === "x-amz-storage-class" && /^(glacier|deep_archive)$/i.test(value))
    return "no storage class that must be restored before a link can be read";
  return undefined;
}
