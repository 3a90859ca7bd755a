import pg from 'pg'

/** What must find nothing in a project, whoever wrote into it at the same time; `$1` is the project. */
const FAULTS: Readonly<Record<string, string>> = {
  'the same content is two versions': `select template_id, digest from versions where project_id = $1
     group by template_id, digest having count(*) > 1`,
  'a version has not one entry in the audit log': `select id, target from
     (select id from versions where project_id = $1) v full join
     (select target from audit where project_id = $1 and action = 'version.create') a on a.target = v.id
     group by id, target having id is null or target is null or count(*) > 1`,
  'a template has not one entry in the audit log': `select id, target from
     (select id from templates where project_id = $1) t full join
     (select target from audit where project_id = $1 and action = 'template.create') a on a.target = t.id
     group by id, target having id is null or target is null or count(*) > 1`,
  'a move of a tag does not begin where the one before ended': `select target from (
       select target, detail::jsonb ->> 'from' as begun, lag(detail::jsonb ->> 'to') over
         (partition by target, detail::jsonb ->> 'template' order by seq) as before
       from audit where project_id = $1 and action = 'tag.move') moves
     where begun is distinct from before`,
  'a tag is not where its last move ended': `select environment, target from
     (select environment, template_id, version_id from tags where project_id = $1) t full join
     (select distinct on (target, template) target, detail::jsonb ->> 'template' as template,
        detail::jsonb ->> 'to' as moved from audit, lateral (select detail::jsonb ->> 'template' as template) one
      where project_id = $1 and action = 'tag.move' order by target, template, seq desc) a
     on a.target = t.environment and a.template = t.template_id where t.version_id is distinct from a.moved`,
  'an environment holds a version of another template': `select tags.version_id from tags join versions
       on versions.project_id = tags.project_id and versions.id = tags.version_id
     where tags.project_id = $1 and versions.template_id <> tags.template_id`,
  'a deployment has not one request in the audit log': `select id, target from
     (select id from deployments where project_id = $1) d full join
     (select target from audit where project_id = $1 and action = 'deployment.request') a on a.target = d.id
     group by id, target having id is null or target is null or count(*) > 1`,
  'a decision is not in the audit log as it was': `select id, state from
     (select id, state from deployments where project_id = $1 and state <> 'pending') d full join
     (select target, action from audit where project_id = $1
        and action in ('deployment.approved', 'deployment.rejected')) a
     on a.target = d.id and a.action = 'deployment.' || d.state
     group by id, state, target having id is null or target is null or count(*) > 1`,
  'a deployment is approved by who asked for it': `select id from deployments
     where project_id = $1 and state = 'approved' and decided_by = requested_by`,
  'a recording is there twice': `select id from recordings where project_id = $1 group by id having count(*) > 1`,
  'a recording has no session': `select r.id from recordings r left join sessions s
       on s.project_id = r.project_id and s.id = r.session_id where r.project_id = $1 and s.id is null`,
}

/** @returns what does not hold in a project of a PostgreSQL database. */
export async function checkInvariants(url: string, projectId: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const faults: string[] = []
    for (const [fault, sql] of Object.entries(FAULTS)) {
      const { rows } = await client.query(sql, [projectId])
      if (rows.length > 0) faults.push(`${fault}: ${JSON.stringify(rows)}`)
    }
    return faults
  } finally {
    await client.end()
  }
}
