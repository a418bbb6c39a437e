// Sending: the key that makes sending twice harmless, the proof of work, and the preview in a dialog.
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// ALTCHA: the number that, after the salt, hashes to the challenge. Needs a secure context, as WebCrypto does.
const solve = async (address) => {
  const { algorithm, challenge, maxnumber = 1e6, salt, signature } = await (await fetch(address, { credentials: "omit" })).json();
  for (let number = 0; number <= maxnumber; number += 1) {
    if (hex(await crypto.subtle.digest(algorithm, new TextEncoder().encode(salt + number))) === challenge) {
      return base64(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
  }
  throw new Error("no number fits");
};

export function sendForm(form, draft, check) {
  const send = form.querySelector("[data-jb-send]");
  if (!send) return;
  const words = form.dataset;
  const status = form.querySelector("[data-jb-status]");
  const key = form.elements.key;
  key.value ||= hex(crypto.getRandomValues(new Uint8Array(16)));
  const proof = Object.assign(document.createElement("input"), { type: "hidden", name: "altcha" });
  form.querySelector("[data-jb-proof]").append(proof);
  let solving;
  const prove = () => {
    solving ??= solve(form.querySelector("[data-jb-proof]").dataset.jbProof)
      .then((answer) => (proof.value = answer))
      .catch(() => (solving = undefined)); // the service then asks on a page of its own
    return solving;
  };

  form.addEventListener("focusin", prove, { once: true });
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.matches("[data-jb-preview]")) return;
    event.preventDefault();
    if (!check()) return;
    draft.save();
    send.disabled = true;
    if (!proof.value) status.textContent = words.wordsWorking;
    await prove();
    status.textContent = words.wordsSending;
    form.submit();
  });
  addEventListener("pageshow", () => (send.disabled = false));

  const dialog = document.querySelector("[data-jb-dialog]");
  form.querySelector("[data-jb-preview]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    const body = dialog.querySelector("[data-jb-preview-body]");
    const sent = new FormData(form);
    sent.delete("attachments");
    try {
      const answer = await fetch(event.target.formAction, { method: "POST", body: sent });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const content = page.querySelector("#jb-content") || page.body;
      if (answer.status >= 500 || !content.textContent.trim()) throw new Error(String(answer.status));
      body.replaceChildren(...document.importNode(content, true).childNodes);
      for (const node of body.querySelectorAll("script, form, [id]")) node.matches("[id]:not(script, form)") ? node.removeAttribute("id") : node.remove();
    } catch {
      body.textContent = words.wordsFailed;
    }
    dialog.showModal();
  });
  dialog?.querySelector("[data-jb-close]").addEventListener("click", () => dialog.close());
}
