/** Stands in for the SDK's `net`, whose resolver is the test. */

type Answer = (name: string, address?: string) => void;

/** What was asked and is not answered yet; and what is answered from inside the call, or thrown. */
export const names: {
  readonly asked: { readonly name: string; readonly answer: (address?: string) => void }[];
  known: string | undefined;
  failure: Error | undefined;
} = { asked: [], known: undefined, failure: undefined };

const Net = {
  resolve(name: string, callback: Answer): void {
    const { known, failure } = names;
    if (failure) throw failure;
    if (known !== undefined) callback(name, known);
    else names.asked.push({ name, answer: (address) => callback(name, address) });
  },
};

export default Net;
