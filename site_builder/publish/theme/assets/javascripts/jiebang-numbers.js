// What somebody typed, as it is searched for: folded text, and the number of a record or of a receipt in its one form.
import { fold } from "./jiebang-fold.js";

const DASHES = /[\p{Pd}\u2212\u00b7_ -]+/gu;
const NUMBER = /^(?:[a-z]+-)*[a-z]+\d*-(?:\d{2}|[a-z]{2})-\d{4}(?:-[a-z]?\d+)*$/;
const RECEIPT = /^jb\d{8}[0-9a-z]{6}$/;

export const asked = (text) => {
  const words = fold(text);
  const joined = words.replace(DASHES, "-");
  return { words, number: NUMBER.test(joined) ? joined : "", isReceipt: RECEIPT.test(joined.replaceAll("-", "")) };
};
