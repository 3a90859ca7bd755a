import type { Route } from '../http/route.ts'
import { datasetRoutes } from './dataset-routes.ts'
import { environmentRoutes } from './environment-routes.ts'
import { feedbackRoutes } from './feedback-routes.ts'
import { projectRoutes } from './project-routes.ts'
import { recordingRoutes } from './recording-routes.ts'
import { retentionRoutes } from './retention-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { templateRoutes } from './template-routes.ts'
import { testCaseRoutes } from './test-case-routes.ts'
import { testRunRoutes } from './test-run-routes.ts'
import { versionRoutes } from './version-routes.ts'

/** All that the registry answers: what makes the server, its checks, and its OpenAPI document. */
export const routes: readonly Route[] = [
  ...projectRoutes,
  ...retentionRoutes,
  ...templateRoutes,
  ...versionRoutes,
  ...environmentRoutes,
  ...recordingRoutes,
  ...feedbackRoutes,
  ...sessionRoutes,
  ...datasetRoutes,
  ...testCaseRoutes,
  ...testRunRoutes,
]
