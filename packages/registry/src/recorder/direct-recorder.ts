import { parseBody } from '../http/parse-body.ts'
import { recordingQueue } from '../recording-queue.ts'
import { manyRecordings, recordingInput, toRecording } from '../routes/recording-input.ts'
import type { RecordingStore } from '../storage/storage.ts'
import type { Recorder } from './recorder.ts'

/** A recorder in the thread that calls it. */
export function directRecorder(store: Pick<RecordingStore, 'add'>): Recorder {
  const queue = recordingQueue(store)
  return {
    async record({ projectId, sessionId, body, keyId }) {
      const parsed = parseBody(body)
      const recordings =
        sessionId === undefined
          ? manyRecordings
              .parse(parsed, { reportInput: false })
              .recordings.map((one) => toRecording(one, projectId, one.session_id, keyId))
          : [toRecording(recordingInput.parse(parsed, { reportInput: false }), projectId, sessionId, keyId)]
      await Promise.all(recordings.map((recording) => queue.add(recording)))
      return recordings.map(({ id }) => id)
    },
    close: () => queue.close(),
  }
}
