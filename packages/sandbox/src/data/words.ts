/** The words that names and sentences are made of. Every list is in alphabetical order. */
export const nouns = [
  'anchor',
  'bakery',
  'beacon',
  'bridge',
  'canal',
  'cellar',
  'copper',
  'ferry',
  'garden',
  'harbour',
  'island',
  'kettle',
  'ladder',
  'lantern',
  'library',
  'market',
  'meadow',
  'mill',
  'museum',
  'orchard',
  'pepper',
  'quarry',
  'river',
  'saddle',
  'thimble',
  'tower',
  'valley',
  'vineyard',
  'willow',
  'workshop',
] as const;

export const adjectives = [
  'amber',
  'broad',
  'calm',
  'clear',
  'early',
  'gentle',
  'green',
  'late',
  'little',
  'long',
  'narrow',
  'northern',
  'old',
  'quiet',
  'round',
  'silver',
  'slow',
  'southern',
  'steady',
  'warm',
] as const;

export const firstNames = ['Ada', 'Bram', 'Chidi', 'Dalia', 'Emil', 'Farah', 'Goro', 'Hana', 'Ines', 'Jonas'] as const;
export const lastNames = ['Abara', 'Berg', 'Costa', 'Dufour', 'Endo', 'Fischer', 'Garcia', 'Haddad', 'Ivanov'] as const;
export const cities = ['Bergen', 'Bologna', 'Ghent', 'Graz', 'Hobart', 'Leeds', 'Nantes', 'Porto', 'Turku'] as const;
export const companies = ['Harbour Works', 'Meadow Press', 'Old Mill', 'Quarry and Sons', 'Tower Library'] as const;
export const sentences = [
  'Made from the seed, as everything here.',
  'Opens at nine and closes at six.',
  'See the notes of the last meeting.',
  'The second of three parts.',
  'Written for the spring edition.',
] as const;

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
