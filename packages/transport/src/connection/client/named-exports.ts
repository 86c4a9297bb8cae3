/** A bundler that splits its output may give what is CommonJS as the default export alone. */
export function namedExports<Library extends object>(
  library: Library & { readonly default?: Library },
  name: keyof Library,
): Library {
  return library[name] === undefined ? (library.default ?? library) : library;
}
