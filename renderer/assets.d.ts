/** Address of a bundled file. */
declare module "*?url" {
  const address: string;
  export default address;
}

/** Text of a bundled file. */
declare module "*?raw" {
  const text: string;
  export default text;
}

/** Packages that the program is built on, with versions and licences; filled in when the window is built. */
declare const builtOn: readonly { readonly name: string; readonly version: string; readonly licence: string }[];
