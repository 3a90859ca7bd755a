/** Whether content is a list of blocks that all pass a test. */
export function everyBlock<Block extends object>(
  content: unknown,
  passes: (block: Block) => boolean,
): boolean {
  return Array.isArray(content) && content.every((block) => block === Object(block) && passes(block))
}
