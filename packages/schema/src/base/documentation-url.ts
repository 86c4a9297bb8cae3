/** Where the documentation is served, without a slash at the end; empty until it is. A setting of the repository. */
export const DOCUMENTATION_URL: string = "";
