import type { Channel, PixelType, RecordingShape } from "#contract/recording";

/** What an OME-TIFF of ours says about itself. */
export interface OmeFacts {
  readonly shape: RecordingShape;
  readonly dtype: PixelType;
  /** µm a pixel [y, x]. */
  readonly pixelSize: readonly [number, number] | null;
  /** µm between planes. */
  readonly zStep: number | null;
  /** Depth of the first plane, µm from the recorded plane; 0 where not given. */
  readonly zOrigin?: number;
  /** s between frames. */
  readonly interval: number | null;
  /** Acquisition time of each frame, s. */
  readonly times?: readonly number[] | null;
  readonly channels: readonly Channel[];
  /** Model and parameters, where a network made the pixels. */
  readonly virtual?: string | null;
}

const omeType = {
  uint8: "uint8",
  int8: "int8",
  uint16: "uint16",
  int16: "int16",
  uint32: "uint32",
  int32: "int32",
  float32: "float",
  float64: "double",
} as const satisfies Record<PixelType, string>;

/** OME-XML (schema 2016-06) for pages in the order t, c, z, slowest first. */
export function omeDescription(name: string, facts: OmeFacts): string {
  const { shape, pixelSize, zStep, interval } = facts;
  const size = [
    `SizeX="${shape.x}" SizeY="${shape.y}" SizeZ="${shape.z}" SizeC="${shape.c}" SizeT="${shape.t}"`,
    pixelSize ? `PhysicalSizeX="${pixelSize[1]}" PhysicalSizeXUnit="µm" PhysicalSizeY="${pixelSize[0]}" PhysicalSizeYUnit="µm"` : "",
    zStep !== null ? `PhysicalSizeZ="${zStep}" PhysicalSizeZUnit="µm"` : "",
    interval !== null ? `TimeIncrement="${interval}" TimeIncrementUnit="s"` : "",
  ].filter(Boolean);
  const channels = facts.channels.map((channel, c) => {
    const wave = channel.wavelength === null ? "" : ` EmissionWavelength="${channel.wavelength}" EmissionWavelengthUnit="nm"`;
    return `<Channel ID="Channel:0:${c}" Name="${escapeXml(channel.name)}" SamplesPerPixel="1"${wave}/>`;
  });
  const annotation =
    facts.virtual == null
      ? ""
      : `<StructuredAnnotations><XMLAnnotation ID="Annotation:0" Namespace="nematrace/virtual"><Value><Virtual>${escapeXml(facts.virtual)}</Virtual></Value></XMLAnnotation></StructuredAnnotations>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openmicroscopy.org/Schemas/OME/2016-06 http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd" Creator="NemaTrace">',
    `<Image ID="Image:0" Name="${escapeXml(name)}"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="${omeType[facts.dtype]}" BigEndian="false" ${size.join(" ")}>`,
    ...channels,
    `<TiffData IFD="0" PlaneCount="${shape.t * shape.c * shape.z}"/>`,
    ...planesOf(facts),
    `</Pixels></Image>${annotation}</OME>`,
  ].join("");
}

function planesOf({ shape, zOrigin = 0, zStep, times }: OmeFacts): string[] {
  if (!times && zOrigin === 0) return [];
  const planes: string[] = [];
  for (let t = 0; t < shape.t; t++) {
    const stamp = times ? ` DeltaT="${times[t] ?? 0}" DeltaTUnit="s"` : "";
    for (let c = 0; c < shape.c; c++) {
      for (let z = 0; z < shape.z; z++) {
        const depth = Number((zOrigin + z * (zStep ?? 0)).toFixed(6));
        planes.push(`<Plane TheT="${t}" TheC="${c}" TheZ="${z}"${stamp} PositionZ="${depth}" PositionZUnit="µm"/>`);
      }
    }
  }
  return planes;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
