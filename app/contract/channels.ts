import { noChannel, type RecordingInfo, type RecordingSettings } from "#contract/recording";

/** Which recorded channels a study reads: activity, and the reference (red) where there is one. */
export interface StudyChannels {
  readonly activity: number;
  readonly reference: number | null;
}

/** What the user said goes before the roles that the file gives its channels. */
export function channelsOf(info: RecordingInfo, settings: RecordingSettings): StudyChannels {
  const roleIndex = (role: string) => {
    const index = info.channels.findIndex((channel) => channel.role === role);
    return index < 0 ? null : index;
  };
  const activity = settings.activityChannel ?? roleIndex("activity") ?? 0;
  const reference = settings.referenceChannel ?? roleIndex("reference");
  return { activity, reference: reference === activity || reference === noChannel ? null : reference };
}

/** The channels of a study's volumes, in order; a virtual store holds only those that are read. */
export function channelList({ activity, reference }: StudyChannels): readonly number[] {
  return reference === null ? [activity] : [activity, reference];
}
