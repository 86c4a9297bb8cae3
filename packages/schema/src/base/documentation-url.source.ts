/** On the sources errors end without an address, so that no test depends on where the documentation is served. */
export const DOCUMENTATION_URL: string = "";
