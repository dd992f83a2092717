import type { Document, Schema } from './document.ts';

/**
 * The document, with properties that it requires but that may be missing or null in an answer.
 *
 * @param names `component.property`, such as `notification-stub.completed_at`, or several of one: `Order.status,sender`.
 * @throws if the document does not require such a property: then it need not be named.
 */
export function withUnsetProperties(document: Document, names: readonly string[]): Document {
  return names.reduce((changed, name) => {
    const dot = name.lastIndexOf('.'); // the name of a component may have dots, too
    const properties = name.slice(dot + 1).split(',');
    return properties.reduce((all, property) => withUnsetProperty(all, name.slice(0, dot), property), changed);
  }, document);
}

function withUnsetProperty(document: Document, component: string, property: string): Document {
  const { schemas = {} } = document.components ?? {};
  const { properties = {}, required = [], ...others } = schemas[component] ?? {};
  if (!required.includes(property)) {
    throw new Error(`${component}.${property} is not a required property of the document`);
  }
  const schema: Schema = {
    ...others,
    properties: { ...properties, [property]: { ...properties[property], nullable: true } },
    required: required.filter((one) => one !== property),
  };
  return { ...document, components: { ...document.components, schemas: { ...schemas, [component]: schema } } };
}
