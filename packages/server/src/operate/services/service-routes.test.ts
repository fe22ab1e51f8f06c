import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PlaneFixture } from '../plane.fixture.ts';
import { controlRoutes } from '../routes.ts';

let own: PlaneFixture;

beforeEach(async () => {
  own = new PlaneFixture();
  await own.open();
});
afterEach(() => own.dispose());

function ask(path: string, body?: object | string) {
  const { fetch } = controlRoutes(own.plane, own.folder.token);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(
    new Request(`http://localhost/control${path}`, {
      headers: { authorization: `Bearer ${own.folder.token}` },
      ...(body === undefined ? {} : { method: 'POST', body: text }),
    }),
  );
}

describe('the routes of services', () => {
  it.each([
    ['/services/x', undefined, 404, 'service.unknown'],
    ['/services/x/events', undefined, 404, 'service.unknown'],
    ['/services/x/events?after=-1', undefined, 400, 'control.offset'],
    ['/services/x/logs', undefined, 404, 'service.unknown'],
    ['/services/x/journal', undefined, 404, 'service.unknown'],
    ['/services/x/stop', { by: 'ada' }, 404, 'service.unknown'],
    ['/services/x/stop', {}, 400, 'http.input'],
    ['/services/x/scale', { by: 'ada', least: -1, most: 1 }, 400, 'http.input'],
    ['/services/x/scale', { by: 'ada', least: 1 }, 400, 'http.input'],
    ['/services/x/rollback', { by: 'ada', version: 0 }, 400, 'http.input'],
    ['/services/x/drain', { by: 'ada', node: 'n1' }, 404, 'service.unknown'],
    ['/services/x/resume', { by: 'ada' }, 400, 'http.input'],
    ['/services', '{', 400, 'http.json'],
    ['/services', { by: 'ada', file: '/f', text: 'x: y', environment: {} }, 422, 'key.missing'],
  ])('refuse %s with what is wrong', async (path, body, status, code) => {
    const answer = await ask(path, body);
    expect(answer.status).toBe(status);
    const { problems } = (await answer.json()) as { problems: { code: string }[] };
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  it('need the token', async () => {
    const { fetch } = controlRoutes(own.plane, own.folder.token);
    const answer = await fetch(new Request('http://localhost/control/endpoints'));
    expect(answer.status).toBe(401);
  });

  it('list nothing where nothing is served', async () => {
    expect(await (await ask('/endpoints')).json()).toEqual({ endpoints: [] });
    expect(await own.control.endpoints()).toEqual([]);
    expect((await own.control.state()).services).toEqual([]);
  });
});
