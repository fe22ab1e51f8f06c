export {
  pictureSet,
  ratePicture,
  type SeeingParts,
  type SeenPicture,
  type SetPicture,
} from './rate-pictures.ts';
