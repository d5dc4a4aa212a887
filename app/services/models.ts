import type { CallInput, CallOutput } from "#contract/calls";
import { removeModel } from "#io/model/add";
import { listModels } from "#io/model/list";
import type { Services } from "#services/services";

/**
 * Adds a lab's ONNX file to the models at hand. It is loaded and tried in the engine for looks, so that one that
 * brings its process down takes nothing with it.
 *
 * @throws Failure "forbidden" for a file outside the bounds; as `addModel`; "engine-lost"
 */
export async function addModelFile({ places, live }: Services, { path, form }: CallInput<"models.add">): Promise<CallOutput<"models.add">> {
  await live.ask({ kind: "add-model", file: places.check(path), form });
  return listModels();
}

/** Removes a model that was added. @throws Failure "not-found" */
export async function removeAddedModel({ live }: Services, { id }: CallInput<"models.remove">): Promise<CallOutput<"models.remove">> {
  // What is open of it is let go of; Windows removes no file that is in use.
  live.close();
  await removeModel(id);
  return listModels();
}
