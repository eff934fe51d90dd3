/** The name in a table's ARN, which AWS takes wherever it takes a name; any other text stays as it is. */
export function shortName(nameOrArn: string | undefined): string | undefined {
  return nameOrArn?.startsWith("arn:") ? nameOrArn.slice(nameOrArn.indexOf("/") + 1) : nameOrArn;
}
