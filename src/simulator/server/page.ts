/** `GET /simulator`: a page on which a person answers requests for approval. It asks for the key and keeps it in the tab alone. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>mission simulator</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
  li { margin: 1rem 0; } button { margin-right: .5rem; } pre { white-space: pre-wrap; margin: .25rem 0; }
</style>
<h1>mission simulator</h1>
<form id="enter"><label>Key <input id="key" size="45" autocomplete="off"></label> <button>Show</button></form>
<p id="state"></p>
<ul id="open"></ul>
<script>
  const at = (id) => document.getElementById(id);
  const ask = async (path, body) => {
    const response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: 'Bearer ' + at('key').value.trim(), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error((await response.json()).error.message);
    return response.json();
  };
  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const button = (label, act) => { const made = element('button', label); made.onclick = act; return made; };
  const show = async () => {
    try {
      const clock = await ask('/simulator/clock');
      const { approvals } = await ask('/v1/approvals?status=pending');
      at('state').textContent = new Date(clock.now).toISOString() + (clock.held ? ', driven' : '');
      at('open').replaceChildren(...approvals.map((each) => {
        const item = document.createElement('li');
        const answer = (decision) => () => ask('/simulator/approvals/' + each.request_id, { decision }).then(show, fail);
        item.append(element('strong', each.action), element('pre', each.details ?? ''),
          element('p', 'until ' + each.expires_at), button('Approve', answer('approved')), button('Deny', answer('denied')));
        return item;
      }));
      if (approvals.length === 0) at('open').append(element('li', 'Nothing waits for an answer.'));
    } catch (error) { fail(error); }
  };
  const fail = (error) => { at('state').textContent = error.message; };
  at('enter').onsubmit = (event) => { event.preventDefault(); sessionStorage.setItem('key', at('key').value); show(); };
  at('key').value = sessionStorage.getItem('key') ?? '';
  if (at('key').value !== '') show();
  setInterval(() => { if (at('key').value !== '') show(); }, 2000);
</script>
</html>
`;
