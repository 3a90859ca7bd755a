/**
 * Spans and metrics of every call, by OpenTelemetry's GenAI conventions.
 *
 * @module
 */
export { type OpenTelemetryOptions, openTelemetry } from './open-telemetry.ts'
