/** A node of a parsed expression, as far as it is understood here. */
export interface Expression {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly operator?: string;
  readonly argument?: Expression;
  readonly left?: Expression;
  readonly right?: Expression;
  readonly callee?: Expression;
  readonly object?: Expression;
  readonly property?: Expression;
  /** Whether the property was written in brackets. */
  readonly computed?: boolean;
  readonly arguments?: readonly Expression[];
}

type Lookup = (name: string) => unknown;
type Evaluate = (lookup: Lookup) => unknown;

/** Numbers by their value, texts by their letters, such as times. */
const ORDER: Readonly<Record<string, (left: number | string, right: number | string) => boolean>> =
  {
    "<": (left, right) => left < right,
    "<=": (left, right) => left <= right,
    ">": (left, right) => left > right,
    ">=": (left, right) => left >= right,
  };

const NUMERIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

const TEXTUAL: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.toLowerCase().includes(part.toLowerCase()),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
};

/** What holds values under names of its own. */
const HOLDERS = ["metadata", "headers"];

/** Makes a function of an expression. @throws Error for a name or form that is not known, naming what is. */
export function compileExpression(node: Expression, names: readonly string[]): Evaluate {
  const compile = (each: Expression | undefined): Evaluate => {
    if (each === undefined) throw new Error("The expression is not complete");
    return compileExpression(each, names);
  };
  switch (node.type) {
    case "Literal":
      return () => node.value;
    case "Identifier": {
      const { name = "" } = node;
      if (!names.includes(name)) {
        throw new Error(`There is no field "${name}"; there are ${names.join(", ")}`);
      }
      return (lookup) => lookup(name);
    }
    case "UnaryExpression": {
      const argument = compile(node.argument);
      if (node.operator === "!") return (lookup) => !argument(lookup);
      if (node.operator === "-") return (lookup) => -Number(argument(lookup));
      throw new Error(`"${node.operator}" is not known here`);
    }
    case "BinaryExpression":
    case "LogicalExpression":
      return compileBinary(node.operator ?? "", compile(node.left), compile(node.right));
    case "MemberExpression": {
      const { computed, property } = node;
      if (node.object?.type === "Identifier" && !HOLDERS.includes(node.object.name ?? "")) break;
      const object = compile(node.object);
      const key = computed ? compile(property) : () => property?.name;
      return (lookup) => memberOf(object(lookup), String(key(lookup)));
    }
    case "CallExpression": {
      const { object, property } = node.callee ?? {};
      const call = Object.hasOwn(TEXTUAL, property?.name ?? "") && TEXTUAL[property?.name ?? ""];
      if (!call) throw new Error(`Only ${Object.keys(TEXTUAL).join(", ")} can be called`);
      const text = compile(object);
      const part = compile(node.arguments?.[0]);
      return (lookup) => some(text(lookup), (each) => call(String(each), String(part(lookup))));
    }
  }
  throw new Error("Compare fields with values, as in size > 1000000 && type == 'image'");
}

function compileBinary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case "&&":
      return (lookup) => Boolean(left(lookup)) && Boolean(right(lookup));
    case "||":
      return (lookup) => Boolean(left(lookup)) || Boolean(right(lookup));
    case "==":
    case "===":
      return (lookup) => some(left(lookup), (each) => each === right(lookup));
    case "!=":
    case "!==":
      return (lookup) => !some(left(lookup), (each) => each === right(lookup));
    default: {
      const isBefore = Object.hasOwn(ORDER, operator) && ORDER[operator];
      if (isBefore) {
        return (lookup) => {
          const other = right(lookup);
          return some(left(lookup), (each) =>
            typeof each === "string" && typeof other === "string"
              ? isBefore(each, other)
              : isBefore(Number(each), Number(other)),
          );
        };
      }
      const calculate = Object.hasOwn(NUMERIC, operator) && NUMERIC[operator];
      if (!calculate) throw new Error(`"${operator}" is not known here`);
      return (lookup) => calculate(Number(left(lookup)), Number(right(lookup)));
    }
  }
}

/** What an object itself holds under a name. */
function memberOf(object: unknown, name: string): unknown {
  if (typeof object !== "object" || object === null || !Object.hasOwn(object, name)) return "";
  return Reflect.get(object, name);
}

/** A field of several values matches where one of them does. */
function some(value: unknown, test: (each: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(test) : test(value);
}
