/**
 * The part of libheif's C interface that is used, as the WebAssembly build exports it. Pointers are numbers; functions
 * of C that return a `heif_error` write it to their first argument: code, sub-code, pointer to a text.
 */
declare module 'libheif-js/libheif-wasm/libheif-bundle.js' {
  export interface LibHeif {
    /** The whole memory; a new array each time that it has grown. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    _heif_context_alloc(): number;
    _heif_context_free(context: number): void;
    _heif_context_read_from_memory_without_copy(
      error: number,
      context: number,
      data: number,
      bytes: number,
      options: number,
    ): void;
    _heif_context_get_primary_image_handle(error: number, context: number, outHandle: number): void;
    _heif_context_get_primary_image_ID(error: number, context: number, outId: number): void;
    _heif_image_handle_release(handle: number): void;
    _heif_image_handle_get_width(handle: number): number;
    _heif_image_handle_get_height(handle: number): number;
    _heif_image_handle_get_ispe_width(handle: number): number;
    _heif_image_handle_get_ispe_height(handle: number): number;
    _heif_image_handle_get_raw_color_profile_size(handle: number): number;
    _heif_image_handle_get_raw_color_profile(error: number, handle: number, outBytes: number): void;
    _heif_image_handle_get_list_of_thumbnail_IDs(handle: number, outIds: number, count: number): number;
    _heif_image_handle_get_thumbnail(error: number, handle: number, id: number, outHandle: number): void;
    _heif_image_handle_get_image_tiling(error: number, handle: number, isTransformed: number, outTiling: number): void;
    _heif_image_handle_decode_image_tile(
      error: number,
      handle: number,
      outImage: number,
      colourSpace: number,
      chroma: number,
      options: number,
      column: number,
      row: number,
    ): void;
    _heif_item_get_properties_of_type(
      context: number,
      item: number,
      type: number,
      outIds: number,
      count: number,
    ): number;
    _heif_decode_image(
      error: number,
      handle: number,
      outImage: number,
      colourSpace: number,
      chroma: number,
      options: number,
    ): void;
    _heif_image_get_width(image: number, channel: number): number;
    _heif_image_get_height(image: number, channel: number): number;
    _heif_image_get_plane_readonly(image: number, channel: number, outStride: number): number;
    _heif_image_release(image: number): void;
  }

  /** Makes an instance with memory of its own; takes 60 ms. */
  const createLibHeif: () => LibHeif;
  // biome-ignore lint/style/noDefaultExport: a CommonJS module's only export is its default one.
  export default createLibHeif;
}
