import { defineRule } from '../rule.js';

/** A domain has no emulated video, or some with one primary. */
export const videoNoneAlone = defineRule({
  name: 'video-none-alone',
  summary: 'Video of model "none" is alone, and one video at the most is primary',
  about: ['video'],
  why: 'Model "none" says that there is no emulated video, so that libvirt refuses another beside it. It refuses a second primary video too.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#video-devices',
  checked: 'virDomainVideoDefValidate, virDomainDefVideoValidate and virDomainDefPostParseVideo, libvirt 9.0.0',
  messages: {
    none: {
      text: 'There is other emulated video beside model "none"',
      cure: 'Remove the other <video>, or this one',
      effect: 'refused',
    },
    primary: { text: 'Another video is primary already', cure: 'Remove "primary" here', effect: 'refused' },
  },
  check({ devices, report }) {
    const videos = devices('video');
    if (videos.length < 2) return;
    let hasPrimary = false;
    for (const video of videos) {
      const model = video.child('model');
      if (model?.attribute('type') === 'none') report({ message: 'none', at: video });
      if (model?.attribute('primary') !== 'yes') continue;
      if (hasPrimary) report({ message: 'primary', at: model, part: '@primary' });
      hasPrimary = true;
    }
  },
});
