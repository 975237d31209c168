/** A few of the voices that the service offers, at least one of each provider that clients know by name. */
interface Voice {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly model: string | null;
  readonly language: string;
  readonly gender: string | null;
  readonly label: string | null;
  readonly accent: string | null;
  readonly age: string | null;
}

export const defaultVoice = 'Rime.ArcanaV3.astra';

const adult = { age: 'adult' } as const;

export const voices: readonly Voice[] = [
  {
    id: defaultVoice,
    name: 'Astra',
    provider: 'rime',
    model: 'ArcanaV3',
    language: 'en-US',
    gender: 'Female',
    label: 'Warm and friendly',
    accent: 'American',
    ...adult,
  },
  {
    id: 'Rime.ArcanaV3.kai',
    name: 'Kai',
    provider: 'rime',
    model: 'ArcanaV3',
    language: 'en-US',
    gender: 'Male',
    label: 'Deep and calm',
    accent: 'American',
    ...adult,
  },
  {
    id: 'Rime.ArcanaV3.luna',
    name: 'Luna',
    provider: 'rime',
    model: 'ArcanaV3',
    language: 'en-GB',
    gender: 'Female',
    label: 'Clear and quick',
    accent: 'British',
    ...adult,
  },
  {
    id: 'Telnyx.NaturalHD.astra',
    name: 'Astra',
    provider: 'telnyx',
    model: 'NaturalHD',
    language: 'en-US',
    gender: 'Female',
    label: null,
    accent: 'American',
    age: null,
  },
  {
    id: 'Azure.en-IE-ConnorNeural',
    name: 'Connor',
    provider: 'azure',
    model: null,
    language: 'en-IE',
    gender: 'Male',
    label: null,
    accent: 'Irish',
    age: null,
  },
  {
    id: 'Minimax.speech-2.8-turbo.Nora',
    name: 'Nora',
    provider: 'minimax',
    model: 'speech-2.8-turbo',
    language: 'en-US',
    gender: 'Female',
    label: 'Calm',
    accent: 'American',
    age: null,
  },
  {
    id: 'AWS.Polly.Emil-Neural',
    name: 'Emil',
    provider: 'aws',
    model: 'Polly',
    language: 'de-DE',
    gender: 'Male',
    label: null,
    accent: null,
    age: null,
  },
  {
    id: 'Resemble.Turbo.Ines',
    name: 'Ines',
    provider: 'resemble',
    model: 'Turbo',
    language: 'es-ES',
    gender: 'Female',
    label: null,
    accent: null,
    age: null,
  },
  {
    id: 'Inworld.Max.Theo',
    name: 'Theo',
    provider: 'inworld',
    model: 'Max',
    language: 'en-GB',
    gender: 'Male',
    label: 'Bright',
    accent: 'British',
    age: null,
  },
];
