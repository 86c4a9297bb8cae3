import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Names of what there is, by the function or class that has it. */
export type Api = Readonly<Record<string, readonly string[]>>;

const ENTRY = fileURLToPath(new URL("../../../../packages/core/src/index.ts", import.meta.url));

/** Where the names of a group are declared, and which groups have been named before: what they have is left out. */
const GROUPS: Readonly<Record<string, { readonly type: string; readonly besides?: string[] }>> = {
  smartsend: { type: "SmartSendOptions" },
  smartreceive: { type: "SmartReceiveOptions" },
  NATSBridge: { type: "BridgeOptions", besides: ["smartsend", "smartreceive"] },
  subscribe: { type: "SubscribeEnvelopesOptions", besides: ["smartreceive"] },
  request: { type: "RequestEnvelopeOptions", besides: ["smartsend", "smartreceive"] },
  serve: { type: "ServeOptions", besides: ["smartsend", "smartreceive"] },
  consume: { type: "ConsumeOptions", besides: ["smartreceive"] },
  delivery: { type: "Delivery" },
  handle: { type: "PayloadHandle" },
};

/** The public names of the TypeScript API, read from its sources. */
export function typescriptApi(): Api {
  const program = ts.createProgram([ENTRY], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    customConditions: ["@natsbridge/source"],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const entry = program.getSourceFile(ENTRY);
  const module = entry && checker.getSymbolAtLocation(entry);
  if (module === undefined) throw new Error(`${ENTRY} exports nothing`);
  const exported = new Map(checker.getExportsOfModule(module).map((one) => [one.name, one]));
  const namesOf = (name: string): string[] => {
    const symbol = exported.get(name);
    if (symbol === undefined) throw new Error(`core exports no ${name}`);
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const type = checker.getDeclaredTypeOfSymbol(target);
    return checker
      .getPropertiesOfType(type)
      .filter(({ declarations = [] }) => declarations.every(isPublic))
      .map((property) => property.name)
      .filter((property) => /^[A-Za-z]\w*$/.test(property) && property !== "signal")
      .sort();
  };
  const groups: Record<string, string[]> = {
    methods: ["connect", ...namesOf("NATSBridge")].sort(),
  };
  for (const [group, { type, besides = [] }] of Object.entries(GROUPS)) {
    const known = new Set(besides.flatMap((name) => groups[name] ?? []));
    groups[group] = namesOf(type).filter((name) => !known.has(name));
  }
  return groups;
}

function isPublic(declaration: ts.Declaration): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
}
